using System.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>A line diff for people: '-' is a line that was expected, '+' one that came instead.</summary>
internal static class TextDiff
{
    internal static string Describe(string expected, string actual)
    {
        var left = Lines(expected);
        var right = Lines(actual);
        var diff = new StringBuilder();
        diff.AppendLine("(- expected, + actual)");
        foreach (var (sign, line) in Compare(left, right))
        {
            diff.Append(sign).Append(' ').AppendLine(line);
        }

        diff.AppendLine().AppendLine("The whole actual text, to copy:");
        return diff.AppendLine(actual).ToString();
    }

    // Control characters are made visible: a test that fails only because of its line ends must say so.
    private static string[] Lines(string text) =>
        text.Replace("\r", "<CR>", StringComparison.Ordinal).Replace("\t", "<TAB>", StringComparison.Ordinal).Split('\n');

    private static IEnumerable<(char Sign, string Line)> Compare(string[] left, string[] right)
    {
        var common = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                common[i, j] = left[i] == right[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        int l = 0, r = 0;
        while (l < left.Length || r < right.Length)
        {
            if (l < left.Length && r < right.Length && left[l] == right[r])
            {
                yield return (' ', left[l]);
                l++;
                r++;
            }
            else if (l < left.Length && (r == right.Length || common[l + 1, r] >= common[l, r + 1]))
            {
                yield return ('-', left[l++]);
            }
            else
            {
                yield return ('+', right[r++]);
            }
        }
    }
}
