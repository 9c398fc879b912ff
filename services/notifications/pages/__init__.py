"""The pages of notifications, as short as its API: read the form, change, send the browser on."""
