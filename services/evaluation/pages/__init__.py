"""The pages of evaluation, as short as its API: read the form, change, send the browser on."""
