"""The app that people hold: pages, styles, scripts. It calls the backend's actions and queries."""
