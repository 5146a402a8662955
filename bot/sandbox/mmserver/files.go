package mmserver

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/mattermost/mattermost-server/v6/model"
)

// file is an uploaded file, which belongs to no post until one is made with it.
type file struct {
	model.FileInfo

	data []byte
}

func (f *file) info() *model.FileInfo {
	c := f.FileInfo
	return &c
}

// uploadFile takes a file as multipart/form-data, or as the body with its name and channel in the query.
func (s *Server) uploadFile(r *request) (any, *model.AppError) {
	s.mu.Lock()
	most := *s.settings.FileSettings.MaxFileSize
	s.mu.Unlock()
	channelID, name, data, err := readUpload(r, most)
	if err != nil {
		return nil, err
	}
	info, err := s.upload(r.user, channelID, name, data)
	if err != nil {
		return nil, err
	}
	return created{&model.FileUploadResponse{FileInfos: []*model.FileInfo{info}}}, nil
}

func readUpload(r *request, most int64) (channelID, name string, data []byte, failure *model.AppError) {
	channelID, name = r.URL.Query().Get("channel_id"), r.URL.Query().Get("filename")
	form, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		data, failure = readFile(r.Body, most)
		if failure == nil && len(data) == 0 {
			failure = fail(http.StatusBadRequest, "api.file.upload_file.read_request.app_error")
		}
		return channelID, name, data, failure
	}
	for err == nil {
		part, next := form.NextPart()
		switch {
		case errors.Is(next, io.EOF):
			return channelID, name, data, failure
		case next != nil:
			err = next
		case part.FormName() == "channel_id":
			id, _ := readFile(part, 64)
			channelID = string(id)
		case part.FileName() != "":
			name = part.FileName()
			if data, failure = readFile(part, most); failure != nil {
				return channelID, name, nil, failure
			}
		}
	}
	return "", "", nil, fail(http.StatusBadRequest, "api.file.upload_file.read_request.app_error")
}

func readFile(from io.Reader, most int64) ([]byte, *model.AppError) {
	data, err := io.ReadAll(io.LimitReader(from, most+1))
	switch {
	case err != nil:
		return nil, fail(http.StatusBadRequest, "api.file.upload_file.read_request.app_error")
	case int64(len(data)) > most:
		return nil, fail(http.StatusRequestEntityTooLarge, idTooLarge)
	}
	return data, nil
}

func (s *Server) upload(u *user, channelID, name string, data []byte) (*model.FileInfo, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[channelID]
	switch {
	case !s.member(u, c):
		return nil, forbidden()
	case name == "":
		return nil, invalid("filename")
	case int64(len(data)) > *s.settings.FileSettings.MaxFileSize:
		return nil, fail(http.StatusRequestEntityTooLarge, idTooLarge)
	}
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	kind := mime.TypeByExtension(path.Ext(name)) // "" for one that is not known: nobody looks into the file
	f := &file{FileInfo: model.FileInfo{
		CreatorId: u.Id, Name: name, Extension: strings.TrimPrefix(path.Ext(name), "."), Size: int64(len(data)), MimeType: kind,
		Path: "sandbox/" + name,
	}, data: data}
	f.PreSave()
	s.files[f.Id] = f
	return f.info(), nil
}

// attach gives a file to a post, when it is its author's and no other post has it. The lock is held.
func (s *Server) attach(id string, p *model.Post) bool {
	f := s.files[id]
	if f == nil || f.CreatorId != p.UserId || f.PostId != "" {
		return false
	}
	f.PostId = p.Id
	return true
}

// fileFor finds a file that a user may read: hers, or one of a post of a channel of hers. The lock is held.
func (s *Server) fileFor(u *user, id string) (*file, *model.AppError) {
	f := s.files[id]
	if f == nil {
		return nil, fail(http.StatusNotFound, idNoFile)
	}
	if p := s.posts[f.PostId]; f.CreatorId != u.Id && (p == nil || !s.member(u, s.channels[p.ChannelId])) {
		return nil, forbidden()
	}
	return f, nil
}

func (s *Server) getFile(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.fileFor(r.user, r.PathValue("file"))
	if err != nil {
		return nil, err
	}
	return content{kind: f.MimeType, data: f.data}, nil
}

func (s *Server) getFileInfo(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.fileFor(r.user, r.PathValue("file"))
	if err != nil {
		return nil, err
	}
	return f.info(), nil
}

func (s *Server) getFilesOfPost(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.found(r.user, r.PathValue("post"))
	if err != nil {
		return nil, err
	}
	infos := []*model.FileInfo{}
	for _, id := range p.FileIds {
		if f := s.files[id]; f != nil {
			infos = append(infos, f.info())
		}
	}
	return infos, nil
}
