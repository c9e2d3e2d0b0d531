import "@ui/styles/index.css";
import { initialLanguage, useLanguage } from "@ui/i18n/index.svelte";
import { mount } from "svelte";
import App from "./App.svelte";
import { feed } from "./feed/feed.svelte";
import { route } from "./lib/router.svelte";
import { registerServiceWorker } from "./lib/service-worker.svelte";
import { loadSession } from "./lib/session.svelte";

// The feed is asked for before anything is drawn: one request stands before the first frame.
feed.open(route());
void loadSession();
await useLanguage(initialLanguage());

const target = document.getElementById("app");
if (target) mount(App, { target });
registerServiceWorker();
