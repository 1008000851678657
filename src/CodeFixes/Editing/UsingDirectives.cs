using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Editing;

/// <summary>Adds a <c>using</c> directive where a person would: beside the others, in their order.</summary>
internal static class UsingDirectives
{
    internal static CompilationUnitSyntax Add(CompilationUnitSyntax unit, string name, Layout layout)
    {
        if (unit.Usings.Count == 0 && unit.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault(static n => n.Usings.Count > 0) is { } space)
        {
            return unit.ReplaceNode(space, space.WithUsings(Inserted(space.Usings, name, layout)));
        }

        if (unit.Usings.Count > 0)
        {
            return unit.WithUsings(Inserted(unit.Usings, name, layout));
        }

        // The first directive takes over what stands above the code, such as the licence, and leaves a line free below.
        var first = unit.GetFirstToken(includeZeroWidth: true);
        var leading = first.LeadingTrivia;
        var header = LengthOfHeader(leading);
        var directive = Directive(name, layout, SyntaxFactory.TriviaList(leading.Take(header)))
            .WithTrailingTrivia(Code.Space(layout.EndOfLine + layout.EndOfLine));
        return unit.ReplaceToken(first, first.WithLeadingTrivia(leading.Skip(header))).WithUsings(SyntaxFactory.SingletonList(directive));
    }

    /// <summary>How much of a file's first trivia is comments of the file, which a blank line sets apart from those of the code.</summary>
    private static int LengthOfHeader(SyntaxTriviaList leading)
    {
        var length = 0;
        var hasComment = false;
        for (var i = 0; i < leading.Count && leading[i].Kind() is SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia or SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia; i++)
        {
            hasComment |= leading[i].Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia;
            if (hasComment && i > 0 && leading[i].IsKind(SyntaxKind.EndOfLineTrivia) && leading[i - 1].IsKind(SyntaxKind.EndOfLineTrivia))
            {
                length = i + 1;
            }
        }

        return length;
    }

    private static SyntaxList<UsingDirectiveSyntax> Inserted(SyntaxList<UsingDirectiveSyntax> usings, string name, Layout layout)
    {
        var plain = usings.Where(static directive => directive.Alias is null && directive.StaticKeyword.RawKind == 0 && directive.GlobalKeyword.RawKind == 0).ToList();
        var before = plain.FindIndex(directive => Compare(directive.Name?.ToString() ?? "", name) > 0);
        var sorted = plain.Zip(plain.Skip(1), static (one, next) => Compare(one.Name?.ToString() ?? "", next.Name?.ToString() ?? "") <= 0).All(static inOrder => inOrder);
        var at = plain.Count == 0 ? usings.Count
            : sorted && before >= 0 ? usings.IndexOf(plain[before])
            : usings.IndexOf(plain[plain.Count - 1]) + 1;
        var neighbour = at < usings.Count ? usings[at] : usings[usings.Count - 1];
        var indent = neighbour.GetLeadingTrivia().LastOrDefault() is { RawKind: (int)SyntaxKind.WhitespaceTrivia } space ? SyntaxFactory.TriviaList(space) : default;
        if (at > 0 || usings.Count == 0)
        {
            return usings.Insert(at, Directive(name, layout, indent));
        }

        // What stands above the first directive stays on top.
        var directive = Directive(name, layout, usings[0].GetLeadingTrivia());
        return usings.Replace(usings[0], usings[0].WithLeadingTrivia(indent)).Insert(0, directive);
    }

    private static UsingDirectiveSyntax Directive(string name, Layout layout, SyntaxTriviaList leading) =>
        SyntaxFactory.UsingDirective(
                Code.Token(SyntaxKind.UsingKeyword, after: " "), staticKeyword: default, alias: null, SyntaxFactory.ParseName(name), Code.Token(SyntaxKind.SemicolonToken, after: layout.EndOfLine))
            .WithLeadingTrivia(leading);

    /// <summary>System first, then by name.</summary>
    private static int Compare(string left, string right) =>
        (IsSystem(left), IsSystem(right)) switch
        {
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(left, right),
        };

    private static bool IsSystem(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal);
}
