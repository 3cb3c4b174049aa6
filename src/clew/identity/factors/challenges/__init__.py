"""Questions that are answered once, on the way to a session or to something that needs a proof."""
