import "@ui/styles/index.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { loadSession } from "./lib/session.svelte";
import { begin } from "./words/index.svelte";

void loadSession();
await begin();

const target = document.getElementById("app");
if (target) mount(App, { target });
