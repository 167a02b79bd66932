// Types of the elements in JSX.
import "@tollgate/widget/jsx-react"
