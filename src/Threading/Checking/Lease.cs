using System.Runtime.InteropServices;

namespace AsyncRace.Threading;

/// <summary>
/// What all copies of one releaser share in checked mode, and nobody else refers to: when it is collected and its primitive is still held,
/// nobody can release that any more.
/// </summary>
internal sealed class Lease : IDisposable
{
    private readonly Acquisition? _acquisition;
    private readonly object _primitive;

    /// <summary>A weak one, which tells the finalizer whether the primitive is still in use; a weak reference could have been finalized first.</summary>
    private GCHandle _inUse;

    internal Lease(object primitive, Acquisition? acquisition)
    {
        _primitive = primitive;
        _acquisition = acquisition;
        acquisition?.Hold();
        _inUse = GCHandle.Alloc(primitive, GCHandleType.Weak);
    }

    ~Lease()
    {
        bool isInUse = _inUse.Target is not null;
        _inUse.Free();
        if (!isInUse || _acquisition is not { IsHeld: true })
            return;
        CheckedMode.ReportFromFinalizer(new LockIncident(
            LockIncidentKind.AbandonedReleaser,
            _primitive,
            $"A releaser was never disposed: {_acquisition.Watch} was taken in {_acquisition}, nobody refers to the releaser any more, "
            + "and so nobody can ever release it. Take it with 'using (await ...)', or dispose the releaser in a finally block."));
    }

    internal object Primitive => _primitive;

    /// <summary>As <see cref="Dispose"/>, where nobody else notes that the holder has left.</summary>
    internal void EndHold()
    {
        _acquisition?.End();
        Dispose();
    }

    public void Dispose()
    {
        if (_inUse.IsAllocated)
            _inUse.Free();
        GC.SuppressFinalize(this);
    }
}
