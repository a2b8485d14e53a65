"""What every route shares: requests, who may call, problem documents, the edge."""
