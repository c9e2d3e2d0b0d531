import { feed } from "../feed/feed.svelte";
import { EventQueue } from "../player";

/** The one queue of this page, shared by the player and the controls. */
export const events = new EventQueue({ feedSession: feed.session });
