// What browsers have and TypeScript's own declarations lack.

/** Chromium's question whether to install, kept until there is a good moment to ask. */
interface BeforeInstallPromptEvent extends Event {
  /** Asks, once; the answer is in `userChoice`. */
  prompt(): Promise<void>;
  readonly userChoice: Promise<{ outcome: "accepted" | "dismissed" }>;
}

interface WindowEventMap {
  beforeinstallprompt: BeforeInstallPromptEvent;
}

interface Navigator {
  /** Safari on phones and tablets: whether the page was opened from the home screen. */
  readonly standalone?: boolean;
}
