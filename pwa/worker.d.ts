// What scripts that pages share with the worker look for, and find in pages alone.

declare var document: { readonly documentElement: { readonly lang: string } } | undefined;
