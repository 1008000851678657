using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// A source text with its markup taken out: <c>[|…|]</c> has the name "", <c>{|name:…|}</c> its name. Spans may nest.
/// </summary>
internal sealed record MarkupText(string Text, ImmutableArray<(string Name, TextSpan Span)> Spans)
{
    internal static MarkupText Parse(string marked)
    {
        var text = new StringBuilder(marked.Length);
        var open = new Stack<(string Name, int Start, char Close)>();
        var spans = ImmutableArray.CreateBuilder<(string Name, TextSpan Span)>();
        for (var i = 0; i < marked.Length;)
        {
            var rest = marked.AsSpan(i);
            if (rest.StartsWith("[|"))
            {
                open.Push(("", text.Length, ']'));
                i += 2;
            }
            else if (NameOf(rest) is { } name)
            {
                open.Push((name, text.Length, '}'));
                i += name.Length + 3;
            }
            else if (open.Count > 0 && rest.StartsWith("|") && rest.Length > 1 && rest[1] == open.Peek().Close)
            {
                var (closed, start, _) = open.Pop();
                spans.Add((closed, TextSpan.FromBounds(start, text.Length)));
                i += 2;
            }
            else
            {
                text.Append(marked[i++]);
            }
        }

        if (open.Count > 0)
        {
            var (name, start, close) = open.Peek();
            var line = text.ToString(0, start).Count(static c => c == '\n') + 1;
            throw new VerificationException($"The markup '{(close == ']' ? "[|" : "{|" + name + ":")}' on line {line} is not closed.");
        }

        return new MarkupText(text.ToString(), [.. spans.OrderBy(static span => span.Span.Start)]);
    }

    /// <summary>The name in a leading <c>{|name:</c>, or null when there is none: <c>{||}</c> and lone braces are code.</summary>
    private static string? NameOf(ReadOnlySpan<char> rest)
    {
        if (!rest.StartsWith("{|"))
        {
            return null;
        }

        var length = rest[2..].IndexOf(':');
        if (length <= 0)
        {
            return null;
        }

        var name = rest.Slice(2, length);
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('#' or '_' or '-' or '.'))
            {
                return null;
            }
        }

        return name.ToString();
    }
}
