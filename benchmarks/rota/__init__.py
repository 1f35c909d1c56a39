"""Night-watch rotas to measure the engine on: problems of the known kinds, made up from a seed."""
