"""Which pictures deserve a look: where network and person disagree, and where the network is not sure."""
