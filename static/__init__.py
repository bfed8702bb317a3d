"""Front-end sources (`src`) and what Vite builds of them (`dist`)."""
