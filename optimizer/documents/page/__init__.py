"""The proposal as one offline page: templates, styles and scripts, and the modules that say what they show."""
