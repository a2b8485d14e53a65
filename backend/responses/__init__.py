"""What the city owes and what it answers: obligations, responses, milestones."""
