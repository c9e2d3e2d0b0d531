import "@ui/styles/index.css";
import { initialLanguage } from "@ui/i18n/index.svelte";
import { mount } from "svelte";
import App from "./App.svelte";
import { loadSession } from "./lib/session.svelte";
import { speak } from "./words/index.svelte";

void loadSession();
await speak(initialLanguage());

const target = document.getElementById("app");
if (target) mount(App, { target });
