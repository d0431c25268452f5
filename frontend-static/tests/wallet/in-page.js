// SPDX-License-Identifier: EUPL-1.2
// The page's side of the test wallet: asks the test's process by the function that `binding` names.
({ name, binding }) => {
  const ask = globalThis[binding];
  const wallet = {
    version: "0.0.0",
    enable: async () => {
      const accounts = await ask("enable", null);
      return {
        accounts: {
          get: async () => accounts,
          subscribe: (told) => {
            told(accounts);
            return () => {};
          },
        },
        signer: {
          signRaw: (about) => ask("signRaw", about),
          signPayload: (about) => ask("signPayload", about),
        },
      };
    },
  };
  globalThis.injectedWeb3 = { ...globalThis.injectedWeb3, [name]: wallet };
};
