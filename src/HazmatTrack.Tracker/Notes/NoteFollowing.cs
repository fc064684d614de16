using HazmatTrack.Storage;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Notes;

/// <summary>Runs what notes the vehicles of a partition, once they are in it, until that is done or the session ends.</summary>
internal static class NoteFollowing
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <param name="step">Notes what there is to note; returns whether there may be more later.</param>
    /// <param name="failed">Receives failures that a retry does not solve.</param>
    /// <param name="time">Clock for the pause after such a failure.</param>
    public static async Task RunAsync(PartitionSession session, Func<Task<bool>> step, Action<Exception> failed, TimeProvider time)
    {
        try
        {
            await session.Opening;
            await session.Settled.WaitAsync(session.Gone);
            while (!session.IsDropped)
            {
                try
                {
                    if (!await step())
                    {
                        return;
                    }
                }
                catch (FencedException)
                {
                    session.Fence();
                }
                catch (Exception e) when (!session.IsDropped)
                {
                    failed(e);
                    await Task.Delay(s_patience, time, session.Gone);
                }
            }
        }
        catch (Exception) when (session.IsDropped)
        {
            // The next owner continues from what is recorded: a revision, parameters, or notes.
        }
    }
}
