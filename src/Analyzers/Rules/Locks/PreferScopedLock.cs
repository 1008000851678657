using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using AsyncRace.Analyzers.Model.Locks;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Locks;

/// <summary>208: acquire, try, finally, release, where the lock has a scope that does the same.</summary>
internal sealed class PreferScopedLock() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.PreferScopedLock,
        title: "A lock can be held by a using",
        messageFormat: "'{0}' can be held by a 'using' of '{1}' instead of try and finally",
        category: Category.Locks,
        defaultSeverity: DiagnosticSeverity.Hidden,
        isEnabledByDefault: true,
        description: "The scoped form says the same in one line, and cannot release a lock that was never acquired.",
        helpLinkUri: HelpLinkBase + RuleId.PreferScopedLock + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type) =>
        from form in LongForm.In(type.Locks)
        select new Misuse(
            form.Acquire.Syntax, form.Acquire.Body.IsGenerated, form.Acquire.Lock.Name, Names.Of(form.Acquire.Body), ImmutableArray.Create(form.ScopedForm))
        {
            Properties = ImmutableDictionary<string, string?>.Empty.Add(FindingProperties.Scope, form.ScopedForm),
            Related = ImmutableArray.Create(("release", form.Release.Syntax)),
        };
}
