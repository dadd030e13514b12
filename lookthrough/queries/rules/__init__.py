"""The law as data: rule files (*.toml), their schema, and the loader."""
