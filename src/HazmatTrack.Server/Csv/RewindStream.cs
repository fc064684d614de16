namespace HazmatTrack.Server.Csv;

/// <summary>Reads a stream forward and keeps the newest bytes, so that the reader can go back a little.</summary>
internal sealed class RewindStream(Stream inner, int remembered) : Stream
{
    private readonly byte[] _window = new byte[2 * remembered];
    private long _windowStart;
    private int _windowLength;
    private int _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _windowStart + _next;
        set => throw new NotSupportedException();
    }

    /// <summary>Continues reading from a position at most the kept bytes back.</summary>
    public void RewindTo(long position)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(position, _windowStart);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, _windowStart + _windowLength);
        _next = (int)(position - _windowStart);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_next == _windowLength)
        {
            if (_windowLength == _window.Length)
            {
                _window.AsSpan(remembered).CopyTo(_window);
                _windowStart += _windowLength - remembered;
                _next = _windowLength = remembered;
            }

            _windowLength += inner.Read(_window.AsSpan(_windowLength, Math.Min(64 * 1024, _window.Length - _windowLength)));
        }

        var count = Math.Min(buffer.Length, _windowLength - _next);
        _window.AsSpan(_next, count).CopyTo(buffer);
        _next += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
