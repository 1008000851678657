namespace Microsoft.CodeAnalysis.Testing;

/// <summary>A package by name and version.</summary>
public sealed record PackageIdentity(string Id, string Version);
