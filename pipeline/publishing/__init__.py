"""From record files and journals to the database: what changed, how it is loaded, what runs after."""
