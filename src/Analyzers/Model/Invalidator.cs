namespace AsyncRace.Analyzers.Model;

/// <summary>Who breaks the use of a collection that spans a suspension.</summary>
/// <param name="Throws">Whether the enumeration then throws.</param>
/// <param name="EndsElements">Whether this rival, or another, takes an element out and closes it.</param>
/// <param name="Reason">Why they are believed to overlap; null where the rival says that by itself.</param>
internal sealed record Invalidator(Rival Rival, Confidence Confidence, bool Throws, bool EndsElements, SharingSign? Reason);
