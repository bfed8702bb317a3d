"""What is known of images, and how they were taken."""
