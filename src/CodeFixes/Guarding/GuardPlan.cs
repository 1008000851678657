using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>A complete repair: one lock for some locations of one scope, and every section that has to hold it.</summary>
/// <param name="Scope">Where the locations live.</param>
/// <param name="Locations">What is guarded, in the order of the findings.</param>
/// <param name="Lock">The lock.</param>
/// <param name="IsStatic">Whether a new lock is static.</param>
/// <param name="Sections">The sections, none touching another.</param>
internal sealed record GuardPlan(
    GuardScope Scope, IReadOnlyList<LocationPath> Locations, GuardLock Lock, bool IsStatic, IReadOnlyList<Section> Sections)
{
    internal IEnumerable<SyntaxTree> Trees => Scope.Parts.Select(static part => part.SyntaxTree).Distinct();
}
