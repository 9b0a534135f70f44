/** Why there can be no live session in these pages; "" where there can. */
export const STATIC = document.documentElement.hasAttribute("data-static")
  ? "These pages are static files, and there is no server behind them to connect to. To go live, run the program on your own machine (native serve), and open the pages that it serves. Here, the page Journey lets the server’s own code speak, over a TCP in the page."
  : "";
