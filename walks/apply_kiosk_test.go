package walks

import (
	"duar/api/wire"
	"duar/seva"
)

func (tn *town) compareWithKiosk(s *story, d wire.Draft) {}

func (s *story) atKiosk(l seva.Lang, glances []wire.Glance) {}
