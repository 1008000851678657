using System.Collections.Immutable;
using AsyncRace.Analyzers.Rules;
using AsyncRace.Tool.Findings;
using AsyncRace.Tool.Rendering;

namespace AsyncRace.Tool.Tests.Rendering;

/// <summary>Source text with <c>‹role:…›</c> marks, and the finding that its marks make.</summary>
internal sealed class Sample
{
    internal const string Path = "/home/me/app/Account.cs";

    private readonly Dictionary<string, string> _files = [];
    private readonly List<(string Role, CodeSpan Span)> _marks = [];

    internal Sample(string marked, string? otherFile = null)
    {
        Add(Path, marked);
        if (otherFile is not null)
            Add("/home/me/app/Account.Other.cs", otherFile);
    }

    internal Finding Finding(string ruleId, string location, string member, string? rival, string message = "The message.", Severity severity = Severity.Warning, string? shape = null)
    {
        var related = _marks.Where(static mark => mark.Role != "write").ToList();
        var properties = ImmutableDictionary<string, string>.Empty.Add(FindingProperties.Location, location).Add(FindingProperties.Member, member);
        if (rival is not null)
            properties = properties.Add(FindingProperties.Rival, rival);
        if (shape is not null)
            properties = properties.Add(FindingProperties.Shape, shape);
        return new Finding(
            ruleId,
            severity,
            message,
            _marks.Single(static mark => mark.Role == "write").Span,
            [.. related.Select(static mark => new RelatedSpan(Enum.Parse<Role>(mark.Role, ignoreCase: true), mark.Span))],
            properties);
    }

    /// <summary>The finding as it is printed.</summary>
    internal string Draw(Finding finding, int width = 80, Glyphs? glyphs = null) =>
        string.Join('\n', new FindingReport(new Page(width, glyphs ?? Glyphs.Unicode, "/home/me/app"), new SourceLines(_files)).Draw(finding));

    private void Add(string path, string marked)
    {
        string[] lines = marked.Split('\n');
        for (int index = 0; index < lines.Length; index++)
        {
            var open = new Stack<(string Role, int Column)>();
            string text = "";
            for (int position = 0; position < lines[index].Length; position++)
            {
                char character = lines[index][position];
                if (character == '‹')
                {
                    int colon = lines[index].IndexOf(':', position);
                    open.Push((lines[index][(position + 1)..colon], text.Length + 1));
                    position = colon;
                }
                else if (character == '›')
                {
                    var (role, column) = open.Pop();
                    _marks.Add((role, new CodeSpan(path, index + 1, column, index + 1, text.Length + 1)));
                }
                else
                {
                    text += character;
                }
            }

            lines[index] = text;
        }

        _files[path] = string.Join('\n', lines);
    }
}
