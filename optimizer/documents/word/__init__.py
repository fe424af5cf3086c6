"""The proposal as a Word document, on its own or inside a template of the reader's."""
