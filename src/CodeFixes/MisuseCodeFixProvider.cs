using System.Collections.Immutable;
using AsyncRace.CodeFixes.Misuses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AsyncRace.CodeFixes;

/// <summary>
/// Repairs what is wrong in one place: statics that are made too early (ASYNCRACE101, 102), a release without the lock (201), one that an exception goes
/// past (202), an acquisition that is not awaited (203), a semaphore without a maximum (204), a lock that is acquired twice (205), one of a thread across an await (206), a long form that could be a scope (208), a release too many that is hidden (209), events and conditions that lose signals (301, 302, 303).
/// </summary>
// Not [Shared]: the attribute's assembly is of another version in the oldest hosts, and this would not load there.
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MisuseCodeFixProvider))]
public sealed class MisuseCodeFixProvider : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = MisuseFix.All.Select(static fix => fix.RuleId).Distinct().ToImmutableArray();

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => MisuseFixAll.Instance;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            foreach (var fix in MisuseFix.All.Where(fix => fix.RuleId == diagnostic.Id))
            {
                if (await MisuseEdits.ApplyAsync(context.Document, [diagnostic], fix, context.CancellationToken).ConfigureAwait(false) is { } repaired)
                {
                    context.RegisterCodeFix(CodeAction.Create(fix.Title, _ => Task.FromResult(repaired), fix.EquivalenceKey), diagnostic);
                }
            }
        }
    }
}
