// Sets the chosen theme before the first paint, so that a dark page never flashes white. A file of its own: the CSP
// allows no inline script. The key is the one of packages/ui/src/theme/providers.tsx.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('synergycall-theme');
  } catch {
    // Storage is blocked: the system's theme it is.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light';
})();
