"""The live system: feeds, Faust agents, resolution, index and the command line."""
