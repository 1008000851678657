namespace AsyncRace.Analyzers.Model;

/// <summary>Who breaks the use of a collection that spans a suspension.</summary>
/// <param name="Throws">Whether the enumeration then throws.</param>
/// <param name="EndsElements">Whether this rival, or another, takes an element out and closes it.</param>
internal sealed record Invalidator(Rival Rival, Confidence Confidence, bool Throws, bool EndsElements);
