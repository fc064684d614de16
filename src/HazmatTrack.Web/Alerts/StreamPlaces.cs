using HazmatTrack.Domain.Access;

namespace HazmatTrack.Web.Alerts;

/// <summary>How many streams each caller has open: one that opens them without end takes nothing from the others (OWASP API4:2023).</summary>
internal sealed class StreamPlaces(AlertStreamOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Issuer, string Subject), int> _open = [];

    /// <summary>Takes a place for one more stream of a caller; null where the caller has as many as one may have. Disposing of it gives it back.</summary>
    public IDisposable? Take(Caller caller)
    {
        var name = (caller.Issuer, caller.Subject);
        lock (_gate)
        {
            var open = _open.GetValueOrDefault(name);
            if (open >= options.StreamsPerCaller)
            {
                return null;
            }

            _open[name] = open + 1;
            return new Place(this, name);
        }
    }

    private void Leave((string Issuer, string Subject) name)
    {
        lock (_gate)
        {
            if (--_open[name] == 0)
            {
                _open.Remove(name);
            }
        }
    }

    private sealed class Place(StreamPlaces places, (string Issuer, string Subject) name) : IDisposable
    {
        private int _isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 0)
            {
                places.Leave(name);
            }
        }
    }
}
