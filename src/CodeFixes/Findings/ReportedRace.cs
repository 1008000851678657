using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Findings;

/// <summary>A diagnostic read back into the code: which location, where it is read, where it is written.</summary>
internal sealed class ReportedRace
{
    private ReportedRace(Diagnostic diagnostic, SyntaxNode write, ExpressionSyntax target, LocationPath location, SyntaxNode? read, SyntaxNode? suspension)
    {
        Diagnostic = diagnostic;
        Write = write;
        Target = target;
        Location = location;
        Read = read;
        Suspension = suspension;
    }

    internal Diagnostic Diagnostic { get; }

    /// <summary>The assignment, increment or call that writes; where a use of a collection is reported, what is used.</summary>
    internal SyntaxNode Write { get; }

    /// <summary>The location in it.</summary>
    internal ExpressionSyntax Target { get; }

    internal LocationPath Location { get; }

    /// <summary>The read or check that went stale.</summary>
    internal SyntaxNode? Read { get; }

    /// <summary>The await at which other tasks run.</summary>
    internal SyntaxNode? Suspension { get; }

    /// <summary>Whether what is reported is not a write but the use of a collection.</summary>
    internal bool IsUse => Diagnostic.Id == RuleId.CollectionAcrossAwait;

    /// <summary>Which of its rule's shapes it has.</summary>
    internal string? Shape => Property(FindingProperties.Shape);

    /// <summary>
    /// Whether a lock from the read to the write would say what the code means. Where the object that is written into is replaced, nobody who replaces
    /// it would take the lock. And an object that a method is handed is its owner's to guard.
    /// </summary>
    internal bool CanBeGuarded => Shape != RaceShape.Receiver && !IsOfParameter;

    private bool IsOfParameter => Location is { Root: IParameterSymbol parameter, Steps.Length: > 1 }
        && parameter.DeclaringSyntaxReferences is [var declared] && Body.Around(Write) is { } body && declared.GetSyntax().Parent?.Parent == body.Node;

    /// <summary>Whether a rival closes elements of the collection that is in use.</summary>
    internal bool EndsElements => Shape is RaceShape.Elements or RaceShape.EnumerationAndElements;

    /// <summary>The location as the code spells it.</summary>
    internal string Spelling => Property(FindingProperties.Location) ?? Target.ToString();

    /// <summary>The lock that the analyzer says the type uses for it.</summary>
    internal string? Guard => Property(FindingProperties.Guard);

    internal static ReportedRace? Of(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellationToken)
    {
        if (diagnostic.Location.SourceTree != root.SyntaxTree || !root.FullSpan.Contains(diagnostic.Location.SourceSpan))
        {
            return null;
        }

        var write = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (diagnostic.Id == RuleId.GuardedBy && write is ExpressionSyntax used && model.GetSymbolInfo(used, cancellationToken).Symbol is { } member and (IMethodSymbol or IEventSymbol))
        {
            return new ReportedRace(diagnostic, write, used, LocationPath.Of(member), read: null, suspension: null);
        }

        if (Written(write, diagnostic, model, cancellationToken) is not { } target
            || LocationPath.Of(target, model, cancellationToken) is not { } location)
        {
            return null;
        }

        return new ReportedRace(diagnostic, write, target, location, AtRole("read", diagnostic, root), AtRole("suspension", diagnostic, root));
    }

    private string? Property(string name) => Diagnostic.Properties.TryGetValue(name, out var value) && value is { Length: > 0 } ? value : null;

    /// <summary>The expression in the write that is spelled like the location; where none is, what the write assigns to.</summary>
    private static ExpressionSyntax? Written(SyntaxNode write, Diagnostic diagnostic, SemanticModel model, CancellationToken cancellationToken)
    {
        // The write may be marked by its target alone: then the assignment is around it.
        var whole = write.FirstAncestorOrSelf<ExpressionSyntax>(static e => e is AssignmentExpressionSyntax or InvocationExpressionSyntax or PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax)
            ?? write;
        if (diagnostic.Properties.TryGetValue(FindingProperties.Location, out var spelling) && spelling is { Length: > 0 })
        {
            var places = write.DescendantNodesAndSelf().Concat(whole.DescendantNodesAndSelf());
            if (Spelled(places, spelling, model, cancellationToken) is { } spelled)
            {
                return spelled;
            }

            // Elements of a collection may be used through a local that was made from it.
            if (diagnostic.Id == RuleId.CollectionAcrossAwait)
            {
                return write is IdentifierNameSyntax local && model.GetSymbolInfo(local, cancellationToken).Symbol is ILocalSymbol { DeclaringSyntaxReferences: { Length: 1 } declarations }
                    && declarations[0].GetSyntax(cancellationToken) is VariableDeclaratorSyntax { Initializer: { } initializer }
                        ? Spelled(initializer.DescendantNodes(), spelling, model, cancellationToken)
                        : null;
            }
        }

        return whole switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left,
            PrefixUnaryExpressionSyntax prefix => prefix.Operand,
            PostfixUnaryExpressionSyntax postfix => postfix.Operand,
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call } => call.Expression,
            ExpressionSyntax expression => expression,
            _ => null,
        };
    }

    private static ExpressionSyntax? Spelled(IEnumerable<SyntaxNode> places, string spelling, SemanticModel model, CancellationToken cancellationToken)
    {
        var wanted = SyntaxFactory.ParseExpression(spelling);
        return places.OfType<ExpressionSyntax>().FirstOrDefault(e =>
            SyntaxFactory.AreEquivalent(e, wanted) || (e is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own && SyntaxFactory.AreEquivalent(own.Name, wanted)))
            is { } spelled && LocationPath.Of(spelled, model, cancellationToken) is not null ? spelled : null;
    }

    private static SyntaxNode? AtRole(string role, Diagnostic diagnostic, SyntaxNode root)
    {
        if (!diagnostic.Properties.TryGetValue(FindingProperties.Roles, out var roles) || roles is null)
        {
            return null;
        }

        var index = Array.IndexOf(roles.Split(','), role);
        return index >= 0 && index < diagnostic.AdditionalLocations.Count
            && diagnostic.AdditionalLocations[index] is { } location && location.SourceTree == root.SyntaxTree && root.FullSpan.Contains(location.SourceSpan)
            ? root.FindNode(location.SourceSpan, getInnermostNodeForTie: true)
            : null;
    }
}
