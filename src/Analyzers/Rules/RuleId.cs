namespace AsyncRace.Analyzers.Rules;

/// <summary>The ids of the rule catalogue. An id, once shipped, never changes its meaning.</summary>
internal static class RuleId
{
    internal const string InvalidOption = "ASYNCRACE000";
    internal const string StaleWrite = "ASYNCRACE001";
    internal const string StaleCheck = "ASYNCRACE002";
    internal const string CollectionAcrossAwait = "ASYNCRACE003";
    internal const string GuardedBy = "ASYNCRACE004";
    internal const string InconsistentGuard = "ASYNCRACE005";
    internal const string UnsynchronizedUpdate = "ASYNCRACE006";
    internal const string DuplicateInitialization = "ASYNCRACE007";
    internal const string LoopBoundStatic = "ASYNCRACE101";
    internal const string StaticTaskStartedEarly = "ASYNCRACE102";
    internal const string UnpairedRelease = "ASYNCRACE201";
    internal const string AcquireNotReleased = "ASYNCRACE202";
    internal const string AcquireNotAwaited = "ASYNCRACE203";
    internal const string UnboundedSemaphore = "ASYNCRACE204";
    internal const string LockReentered = "ASYNCRACE205";
    internal const string ThreadLockAcrossAwait = "ASYNCRACE206";
    internal const string LockOrder = "ASYNCRACE207";
    internal const string PreferScopedLock = "ASYNCRACE208";
    internal const string SwallowedOverRelease = "ASYNCRACE209";
    internal const string ResetAfterWait = "ASYNCRACE301";
    internal const string ConditionWithoutLock = "ASYNCRACE302";
    internal const string ConditionWithoutPredicate = "ASYNCRACE303";
    internal const string UnboundedFanOut = "ASYNCRACE304";
}
