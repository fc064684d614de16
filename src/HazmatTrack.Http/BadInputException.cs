namespace HazmatTrack.Http;

/// <summary>A part of a request is invalid.</summary>
/// <param name="name">The parameter or the member of the body, by the name that the caller used.</param>
/// <param name="detail">What is wrong with it and what is expected.</param>
/// <param name="status">The HTTP status.</param>
internal sealed class BadInputException(string name, string detail, int status = StatusCodes.Status400BadRequest) : Exception(detail)
{
    public string Field => name;

    public int Status => status;
}
