using System.Collections.Immutable;

namespace AsyncRace.Analyzers.Configuration;

/// <summary>The names of the options in <c>.editorconfig</c> or a global configuration file.</summary>
internal static class OptionKey
{
    internal const string Prefix = "asyncrace_";

    internal const string Confidence = Prefix + "confidence";
    internal const string ConfinedTypes = Prefix + "confined_types";
    internal const string IncludeParameters = Prefix + "include_parameters";
    internal const string LockTypes = Prefix + "lock_types";
    internal const string LoopBoundMembers = Prefix + "loop_bound_members";
    internal const string SequentialCallbacks = Prefix + "sequential_callbacks";
    internal const string FixLock = Prefix + "fix_lock";

    internal static ImmutableArray<string> All { get; } = ImmutableArray.Create(Confidence, ConfinedTypes, FixLock, IncludeParameters, LockTypes, LoopBoundMembers, SequentialCallbacks);
}
