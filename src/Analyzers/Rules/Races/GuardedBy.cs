using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Rules.Races;

/// <summary>004: a member that is marked with the lock that guards it is used where that lock is not held.</summary>
internal sealed class GuardedBy() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.GuardedBy,
        title: "A guarded member is used without its lock",
        messageFormat: "'{0}' {1}",
        category: Category.Races,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The member is marked with [GuardedBy], which names the lock to hold wherever it is used. Whoever holds that lock relies on it.",
        helpLinkUri: HelpLinkBase + RuleId.GuardedBy + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type)
    {
        foreach (var guard in type.Guards.Declared)
        {
            if (Mistake(guard) is { } mistake)
                yield return new Misuse(guard.Attribute, IsGenerated: false, guard.Member.Name, guard.Member.ContainingType.Name, ImmutableArray.Create(mistake));
        }

        foreach (var access in type.Guards.Accesses)
        {
            if (access.IsHeld || type.Guards.Of(access.Member) is not { } guard)
                continue;
            string what = access.Member is IMethodSymbol ? $"is called without '{guard.Name}', which its callers have to hold" : $"is used without '{guard.Name}', which guards it";
            yield return new Misuse(access.Syntax, access.Body.IsGenerated, Spelled(access.Syntax), Names.Of(access.Body), ImmutableArray.Create(what))
            {
                Related = ImmutableArray.Create(("guard", guard.Attribute)),
                Properties = ImmutableDictionary<string, string?>.Empty.Add(FindingProperties.Guard, guard.Lock?.Name ?? guard.Name),
            };
        }
    }

    private static string? Mistake(DeclaredGuard guard) =>
        guard.IsUsable ? null
        : guard.Lock is null && !guard.IsThis ? $"is marked as guarded by '{guard.Name}', but '{guard.Member.ContainingType.Name}' has no field or property of that name"
        : $"is static, but '{guard.Name}' is not: the lock of one object keeps out nobody who uses another";

    private static string Spelled(SyntaxNode access) => access switch
    {
        InvocationExpressionSyntax call => Spelled(call.Expression),
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => name.ToString(),
        MemberBindingExpressionSyntax binding => binding.Name.ToString(),
        _ => access.ToString(),
    };
}
