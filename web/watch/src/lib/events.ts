import { EventQueue } from "../player";
import { feed } from "../feed/feed.svelte";

/** The one queue of this page, shared by the player and the controls. */
export const events = new EventQueue({ feedSession: feed.session });
