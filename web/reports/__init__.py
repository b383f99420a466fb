"""The lead's page: how drafts do, why there are none, how fast customers are answered; and the thumbs it rests on."""
