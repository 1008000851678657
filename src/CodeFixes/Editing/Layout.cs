using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Editing;

/// <summary>How a file is laid out, so that what is new looks like what is there.</summary>
internal sealed class Layout
{
    private readonly SourceText _text;

    private Layout(SourceText text, string endOfLine, string unit, bool bracesOnOwnLine)
    {
        _text = text;
        EndOfLine = endOfLine;
        Unit = unit;
        BracesOnOwnLine = bracesOnOwnLine;
    }

    internal string EndOfLine { get; }

    /// <summary>One step of indentation.</summary>
    internal string Unit { get; }

    internal bool BracesOnOwnLine { get; }

    internal static Layout Of(SyntaxNode root)
    {
        var text = root.GetText();
        var endOfLine = text.Lines.Count > 1 && text.Lines[0].EndIncludingLineBreak - text.Lines[0].End == 2 ? "\r\n" : "\n";
        return new Layout(text, endOfLine, UnitOf(root, text), HasBracesOnOwnLine(root, text));
    }

    /// <summary>The white space before the line that a node starts in.</summary>
    internal string IndentOf(SyntaxNode node) => Indent(_text, node.SpanStart);

    /// <summary>The indentation of a function's header, were it on a line of its own: an accessor of <c>{ get; set; }</c> is not.</summary>
    internal string IndentOfFunction(SyntaxNode function) =>
        function is AccessorDeclarationSyntax && !StartsLine(function.GetFirstToken()) ? IndentOf(function) + Unit : IndentOf(function);

    /// <summary>Whether a token is the first of its line.</summary>
    internal bool StartsLine(SyntaxToken token)
    {
        var line = _text.Lines.GetLineFromPosition(token.SpanStart);
        return string.IsNullOrWhiteSpace(_text.ToString(TextSpan.FromBounds(line.Start, token.SpanStart)));
    }

    private static string Indent(SourceText text, int position)
    {
        var line = text.Lines.GetLineFromPosition(position);
        var end = line.Start;
        while (end < line.End && text[end] is ' ' or '\t')
        {
            end++;
        }

        return text.ToString(TextSpan.FromBounds(line.Start, end));
    }

    /// <summary>What the first indented statement or member has more than what it is in.</summary>
    private static string UnitOf(SyntaxNode root, SourceText text)
    {
        foreach (var inner in root.DescendantNodes(static node => !Body.IsFunction(node) || node is BaseTypeDeclarationSyntax).Where(static node => node is StatementSyntax { Parent: BlockSyntax } or MemberDeclarationSyntax { Parent: TypeDeclarationSyntax }))
        {
            var outer = inner.Parent is BlockSyntax { Parent: { } owner } ? owner : inner.Parent!;
            var (outside, inside) = (Indent(text, outer.SpanStart), Indent(text, inner.SpanStart));
            if (inside.Length > outside.Length && inside.StartsWith(outside, StringComparison.Ordinal))
            {
                return inside.Substring(outside.Length);
            }
        }

        return "    ";
    }

    private static bool HasBracesOnOwnLine(SyntaxNode root, SourceText text)
    {
        var brace = root.DescendantTokens().FirstOrDefault(token =>
            token.IsKind(SyntaxKind.OpenBraceToken)
            && token.Parent is BaseTypeDeclarationSyntax or BlockSyntax
            && text.Lines.GetLineFromPosition(token.SpanStart).LineNumber != text.Lines.GetLineFromPosition(token.Parent!.Span.End - 1).LineNumber);
        return brace.RawKind == 0 || brace.GetPreviousToken() is not { RawKind: not 0 } before
            || text.Lines.GetLineFromPosition(before.Span.End).LineNumber != text.Lines.GetLineFromPosition(brace.SpanStart).LineNumber;
    }
}
