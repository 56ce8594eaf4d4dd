using System.Text;

namespace CloudBuffer.Tests.Help;

/// <summary>Reads QR codes from the output of a terminal, as a phone does.</summary>
static class TerminalQr
{
    const int DotsPerHalf = 8;

    /// <summary>Draws lines of block characters as a terminal would, and lets zbarimg read them.</summary>
    /// <param name="lightOnDark">Blocks are drawn light on a dark ground.</param>
    public static async Task<string> ReadAsync(Shell shell, IEnumerable<string> lines, bool lightOnDark)
    {
        var rows = lines.Where(line => line.Any(letter => letter is '█' or '▀' or '▄')).ToList();
        Assert.NotEmpty(rows);
        int width = rows.Max(row => row.Length) + 4, height = (rows.Count * 2) + 4;
        var set = new bool[height, width];
        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column < rows[row].Length; column++)
            {
                set[(row * 2) + 2, column + 2] = rows[row][column] is '█' or '▀';
                set[(row * 2) + 3, column + 2] = rows[row][column] is '█' or '▄';
            }
        }
        var image = new StringBuilder($"P1\n{width * DotsPerHalf} {height * DotsPerHalf}\n");
        for (int y = 0; y < height * DotsPerHalf; y++)
        {
            for (int x = 0; x < width * DotsPerHalf; x++)
                image.Append(set[y / DotsPerHalf, x / DotsPerHalf] != lightOnDark ? '1' : '0');
            image.Append('\n');
        }
        var path = Path.Combine(shell.Home, "screen.pbm");
        await File.WriteAllTextAsync(path, image.ToString(), TestContext.Current.CancellationToken);
        var read = await shell.RunAsync("zbarimg", ["--quiet", "--raw", "--nodbus", path]);
        Assert.True(read.ExitCode == 0, "zbarimg reads nothing");
        return read.Output.Trim();
    }
}
