import { mount } from "svelte"
import App from "./app.svelte"
import "./tollgate.ts"

mount(App, { target: document.querySelector("#app")! })
