namespace AsyncRace.Analyzers.Model;

/// <summary>Who breaks the use of a collection that spans a suspension.</summary>
/// <param name="EndsElements">Whether it takes an element out and closes it, rather than making the enumeration throw.</param>
internal sealed record Invalidator(Rival Rival, Confidence Confidence, bool EndsElements);
