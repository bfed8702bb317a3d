// Placeholder of the image viewer's entry, so that the build has all its entries.
export {};
