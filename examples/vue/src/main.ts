import { createApp } from "vue"
import App from "./app.vue"
import "./tollgate.ts"

createApp(App).mount("#app")
