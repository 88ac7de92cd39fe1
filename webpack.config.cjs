/** Rules for JupyterLab's builder beyond its own. */
module.exports = {
  module: {
    rules: [
      {
        // Files that are fetched by their addresses: none of them is in what a page loads at its start.
        test: /(sandbox|relay|threads|language|matrix)\.bundle\.js$|mathjs\.script\.txt$|declarations\.json$|arrays\.json$|bridge\.py$/,
        type: 'asset/resource',
        generator: { filename: '[name].[contenthash][ext]' }
      },
      {
        test: /\.wasm$/,
        type: 'asset/resource',
        generator: { filename: '[name].[contenthash][ext]' }
      }
    ]
  }
};
